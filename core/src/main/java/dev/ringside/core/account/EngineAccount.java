package dev.ringside.core.account;

/**
 * What an engine tells of its passes, in a report.
 *
 * @param window of the report's span; {@link EnginePasses#NONE} while it is not known
 * @param total since the engine was first heard
 */
public record EngineAccount(EnginePasses window, EnginePasses total) {

  public EngineAccount plus(EngineAccount other) {
    return new EngineAccount(window.plus(other.window), total.plus(other.total));
  }
}
