package dev.ringside.describe.yaml;

import java.util.List;

/** What stands behind a key or in a list: one of text, mapping and items; the others are null. */
record YamlValue(String text, YamlMapping mapping, List<YamlValue> items, int line) {}
