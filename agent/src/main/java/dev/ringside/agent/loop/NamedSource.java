package dev.ringside.agent.loop;

import dev.ringside.ingest.source.CallSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * A source of the configuration, not open yet.
 *
 * @param name the same at every start
 * @param opening opens it, at the position of an earlier start if there was one
 */
public record NamedSource(String name, Function<Optional<byte[]>, CallSource> opening) {}
