package dev.ringside.agent.iterations;

import dev.ringside.ingest.iterations.live.IterationSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * A source of iterations, not open yet.
 *
 * @param name the same at every start
 * @param replica which replica of the deployment the engine is that calls itself 0; its others
 *     follow
 * @param opening opens it, at the position of an earlier start if there was one
 */
public record NamedIterations(
    String name, int replica, Function<Optional<byte[]>, IterationSource> opening) {}
