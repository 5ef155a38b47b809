package dev.ringside.core.fault;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a rank says in a step of an engine with a fault that makes calls too many in its layers.
 *
 * <p>Where a layer sums as often again as it should, the calls of a few steps look like those of
 * some more, so passes could not be told apart by the sound sentence alone. Calls that are missing
 * leave a step's bounds where they are; for those there is no sentence.
 */
public final class FaultySentences {

  private final Deployment on;
  private final FamilyQuirks family;
  private final CallChange more;

  private FaultySentences(Deployment on, CallChange more) {
    this.on = on;
    this.family = FamilyQuirks.of(on);
    this.more = more;
  }

  /** {@code sound}, and behind it the same with each fault that the deployment will run into. */
  public static List<Sentence> and(List<Sentence> sound, Deployment on) {
    List<Sentence> all = new ArrayList<>(sound);
    for (KnownFault fault : FaultTable.bundled().of(on)) {
      CallChange change = fault.changes().get(0);
      if (fault.changes().size() == 1 && change.sign() > 0 && change.isOfLayers()) {
        FaultySentences faulty = new FaultySentences(on, change);
        sound.forEach(sentence -> all.add(faulty.of(sentence)));
      }
    }
    return List.copyOf(all);
  }

  /** From the last entry on, so that a layer's call comes behind the last of its sums. */
  private Sentence of(Sentence sound) {
    Terminal call = more.call(on, tokensOf(sound));
    List<Entry> entries = new ArrayList<>();
    Set<Integer> layers = new HashSet<>();
    for (int i = sound.entries().size() - 1; i >= 0; i--) {
      Entry entry = sound.entries().get(i);
      int before = layers.size();
      if (isSums(entry)) {
        entry.layers().stream().filter(layer -> more.isIn(layer, family)).forEach(layers::add);
      }
      add(call, entry, layers.size() - before, entries);
    }
    Collections.reverse(entries);
    return new Sentence(entries);
  }

  /** Where replicas of attention add up unequal numbers of tokens, the sum stands for them. */
  private static Variable tokensOf(Sentence sound) {
    boolean summed =
        sound.entries().stream().anyMatch(e -> e.terminal(0).size().of() == Variable.SUMMED);
    return summed ? Variable.SUMMED : Variable.TOKENS;
  }

  /** Replicas of attention may have no sum in a layer, but tokens that come together. */
  private boolean isSums(Entry entry) {
    Purpose purpose = entry.terminal(0).purpose();
    boolean gathered = on.options().attentionReplicas() > 1 && purpose == Purpose.DISPATCH;
    return entry.size() == 1 && !entry.optional() && (purpose == Purpose.LAYER || gathered);
  }

  /** Backwards: equal calls go on with the run, others are anywhere among them. */
  private static void add(Terminal call, Entry entry, int count, List<Entry> entries) {
    if (count == 0) {
      entries.add(entry);
    } else if (call.equals(entry.terminal(0))) {
      int layer = entry.layerOf(entry.count(0) - 1);
      entries.add(
          new Entry(
              List.of(call),
              List.of(count),
              false,
              false,
              false,
              Collections.nCopies(count, layer)));
      entries.add(entry);
    } else {
      entries.add(
          new Entry(
              List.of(entry.terminal(0), call),
              List.of(entry.count(0), count),
              false,
              false,
              false,
              entry.layers()));
    }
  }
}
