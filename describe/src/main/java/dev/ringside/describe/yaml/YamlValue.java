package dev.ringside.describe.yaml;

import java.util.List;

/** The value of a key or of a list item: exactly one of text, mapping and items is not null. */
record YamlValue(String text, YamlMapping mapping, List<YamlValue> items, int line) {}
