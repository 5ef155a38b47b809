package dev.ringside.simulator.workload;

import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Recorded arrivals: lines of {@code arrival seconds, prompt tokens, output tokens}, ascending, a
 * heading line allowed.
 *
 * <p>Cost: 16 bytes a request.
 */
public final class ArrivalFile {

  private final Path file;
  private long[] arrivals = new long[1024];
  private int[] prompts = new int[1024];
  private int[] outputs = new int[1024];
  private int size;

  private ArrivalFile(Path file) {
    this.file = file;
  }

  /**
   * @throws BadDescriptionException with one line: file, line number, what was expected
   */
  public static ArrivalFile read(Path file) throws BadDescriptionException {
    ArrivalFile read = new ArrivalFile(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read.accept(line.strip(), ++number);
      }
    } catch (NoSuchFileException e) {
      throw new BadDescriptionException(file + ": no such file of arrivals", e);
    } catch (CharacterCodingException e) {
      throw new BadDescriptionException(file + ": no text in UTF-8", e);
    } catch (IOException e) {
      throw new BadDescriptionException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (read.size == 0) {
      throw new BadDescriptionException(file + ": no arrivals in it");
    }
    return read;
  }

  private void accept(String line, int number) throws BadDescriptionException {
    String[] fields = line.split("\\s*,\\s*", -1);
    boolean heading = number == 1 && !line.isEmpty() && Character.isLetter(line.charAt(0));
    if (line.isEmpty() || line.startsWith("#") || heading) {
      return;
    }
    try {
      double seconds = Double.parseDouble(fields[0]);
      int prompt = Integer.parseInt(fields[1]);
      int output = Integer.parseInt(fields[2]);
      if (fields.length != 3 || !(seconds >= 0 && seconds < 1e9) || prompt < 1 || output < 1) {
        throw bad(number, line);
      }
      long arrivalNs = Math.round(seconds * 1e9);
      if (size > 0 && arrivalNs < arrivals[size - 1]) {
        throw new BadDescriptionException(
            "%s:%d: arrives before the line above it; sort the file".formatted(file, number));
      }
      add(arrivalNs, prompt, output);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw bad(number, line);
    }
  }

  private BadDescriptionException bad(int number, String line) {
    return new BadDescriptionException(
        "%s:%d: \"%s\": expected arrival seconds from 0, prompt tokens from 1, output tokens from 1"
            .formatted(file, number, line.substring(0, Math.min(60, line.length()))));
  }

  private void add(long arrivalNs, int prompt, int output) {
    if (size == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, size * 2);
      prompts = Arrays.copyOf(prompts, size * 2);
      outputs = Arrays.copyOf(outputs, size * 2);
    }
    arrivals[size] = arrivalNs;
    prompts[size] = prompt;
    outputs[size++] = output;
  }

  public int size() {
    return size;
  }

  long arrivalNs(int index) {
    return arrivals[index];
  }

  int promptTokens(int index) {
    return prompts[index];
  }

  int outputTokens(int index) {
    return outputs[index];
  }
}
