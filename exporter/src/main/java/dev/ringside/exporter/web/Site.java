package dev.ringside.exporter.web;

/** What is served: an answer to each request. Called by many threads at once. */
@FunctionalInterface
public interface Site {

  Answer answer(RequestHead request);
}
