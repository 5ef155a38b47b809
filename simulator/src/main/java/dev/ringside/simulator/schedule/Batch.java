package dev.ringside.simulator.schedule;

import dev.ringside.simulator.workload.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scheduler puts into one forward pass.
 *
 * <p>A slice is some tokens of one request: a chunk of its prompt, or one decode token with the
 * drafted ones behind it.
 */
public final class Batch {

  private final List<Request> requests = new ArrayList<>();
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Boolean> prompts = new ArrayList<>();
  private final List<Boolean> sampled = new ArrayList<>();
  private final int drafted;
  private long total;
  private long promptTokens;
  private long contextTokens;
  private long attended;
  private long pictureRows;

  /**
   * @param drafted k, tokens drafted for each decode step
   */
  public Batch(int drafted) {
    this.drafted = drafted;
  }

  void addPrompt(Request request, int chunk) {
    attended += (long) chunk * (request.contextTokens() + chunk / 2);
    request.computePrompt(chunk);
    pictureRows += request.takePictureRows();
    add(request, chunk, true, request.isDecoding());
    promptTokens += chunk;
  }

  void addDecode(Request request) {
    int own = 1 + drafted;
    attended += (long) own * request.contextTokens();
    request.decode();
    add(request, own, false, true);
  }

  private void add(Request request, int own, boolean prompt, boolean counts) {
    requests.add(request);
    tokens.add(own);
    prompts.add(prompt);
    sampled.add(counts);
    total += own;
    contextTokens += request.contextTokens();
  }

  public boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Requests in the pass, unfinished prompts included. */
  public int size() {
    return requests.size();
  }

  public Request request(int index) {
    return requests.get(index);
  }

  public boolean isPrompt(int index) {
    return prompts.get(index);
  }

  /** True if the token sampled for it counts: its prompt does not go on in a later pass. */
  public boolean isSampled(int index) {
    return sampled.get(index);
  }

  /** Tokens if every request were as long as the longest: what a batch without packing computes. */
  public long rectangle() {
    int longest = 0;
    for (int own : tokens) {
      longest = Math.max(longest, own);
    }
    return (long) longest * tokens.size();
  }

  /** T, tokens scheduled. */
  public long tokens() {
    return total;
  }

  public long promptTokens() {
    return promptTokens;
  }

  public boolean isDecodeOnly() {
    return promptTokens == 0;
  }

  /** Rows beside the text of the pictures that are encoded in front of the pass. */
  public long pictureRows() {
    return pictureRows;
  }

  /** Tokens whose KV is read. */
  public long contextTokens() {
    return contextTokens;
  }

  /** Σ over tokens of the tokens each attends to. */
  public long attendedTokens() {
    return attended;
  }

  /** Requests for which a token is sampled that counts. */
  public int sampledRequests() {
    return (int) sampled.stream().filter(counts -> counts).count();
  }

  /** Rows of logits: one a request, and one more for each drafted token of a decode step. */
  public long logitsRows() {
    long rows = 0;
    for (boolean prompt : prompts) {
      rows += prompt ? 1 : 1 + drafted;
    }
    return rows;
  }

  public int drafted() {
    return drafted;
  }

  /**
   * True if some request needs the token of this pass in a later one, as far as can be foreseen.
   */
  public boolean goesOn() {
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      if (sampled.get(i) && request.generatedTokens() + 1 < request.outputTokens()) {
        return true;
      }
    }
    return false;
  }
}
