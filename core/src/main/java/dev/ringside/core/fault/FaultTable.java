package dev.ringside.core.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.deployment.Deployment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The faults that are known, from the resource {@code known-faults.tsv}: one row a fault. */
public final class FaultTable {

  private static final String RESOURCE = "known-faults.tsv";
  private static final FaultTable BUNDLED = readBundled();

  private record Concerned(Deployment deployment, List<KnownFault> faults) {}

  private final List<KnownFault> faults;
  private volatile Concerned last;

  private FaultTable(List<KnownFault> faults) {
    this.faults = List.copyOf(faults);
  }

  /** The table that comes with the program. */
  public static FaultTable bundled() {
    return BUNDLED;
  }

  private static FaultTable readBundled() {
    try (Reader in = new InputStreamReader(FaultTable.class.getResourceAsStream(RESOURCE), UTF_8)) {
      return read(in, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads rows of cells with tabs between them; {@code #} begins a comment.
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException with file, line and what is wrong
   */
  static FaultTable read(Reader in, String name) throws IOException {
    BufferedReader lines = new BufferedReader(in);
    List<KnownFault> faults = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        faults.add(KnownFault.parse(List.of(line.split("\t", -1))));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: line %d: %s".formatted(name, number, e.getMessage()), e);
      }
    }
    return new FaultTable(faults);
  }

  /** All of them, in the order of the table. */
  public List<KnownFault> faults() {
    return faults;
  }

  /** Those that {@code deployment} will run into. Each rank asks, so the last answer is kept. */
  @SuppressWarnings("ReferenceEquality") // Nearly always the same object; an equal one costs time.
  public List<KnownFault> of(Deployment deployment) {
    Concerned known = last;
    if (known == null || known.deployment != deployment) {
      known =
          new Concerned(
              deployment, faults.stream().filter(fault -> fault.concerns(deployment)).toList());
      last = known;
    }
    return known.faults;
  }
}
