package dev.ringside.core.synthetic;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A deployment put together piece by piece; plain where nothing else is said, and of bfloat16 but
 * in llama.cpp.
 */
public final class Serving {

  private final ModelShape model;
  private final Engine engine;
  private ParallelLayout layout = new ParallelLayout(1, 1, 1);
  private DataType dataType;
  private OptionalInt maxNumSeqs = OptionalInt.empty();
  private boolean expertParallel;
  private AllToAll allToAll = AllToAll.ALLGATHER_REDUCESCATTER;
  private int decodeContext = 1;
  private int prefillContext = 1;
  private boolean sequenceParallel;
  private int speculativeTokens;
  private Optional<ModelShape> draft = Optional.empty();
  private String version = "";
  private String gpu = "";
  private int gpusPerNode;
  private int attentionReplicas = 1;
  private final SortedSet<String> flags = new TreeSet<>();

  private Serving(ModelShape model, Engine engine) {
    this.model = model;
    this.engine = engine;
    this.dataType = engine == Engine.LLAMA_CPP ? DataType.FLOAT : DataType.BFLOAT16;
  }

  public static Serving of(ModelShape model, Engine engine) {
    return new Serving(model, engine);
  }

  public Serving on(int tensor, int pipeline, int data) {
    layout = new ParallelLayout(tensor, pipeline, data);
    return this;
  }

  public Serving dataType(DataType type) {
    dataType = type;
    return this;
  }

  public Serving maxNumSeqs(int bound) {
    maxNumSeqs = OptionalInt.of(bound);
    return this;
  }

  public Serving experts(AllToAll way) {
    expertParallel = true;
    allToAll = way;
    return this;
  }

  public Serving splitExperts(AllToAll way) {
    allToAll = way;
    return this;
  }

  public Serving context(int decode, int prefill) {
    decodeContext = decode;
    prefillContext = prefill;
    return this;
  }

  public Serving sequenceParallel() {
    sequenceParallel = true;
    return this;
  }

  public Serving drafting(int tokens, ModelShape by) {
    speculativeTokens = tokens;
    draft = Optional.ofNullable(by);
    return this;
  }

  public Serving version(String release) {
    version = release;
    return this;
  }

  public Serving gpu(String label, int perNode) {
    gpu = label;
    gpusPerNode = perNode;
    return this;
  }

  public Serving attentionReplicas(int replicas) {
    attentionReplicas = replicas;
    return this;
  }

  public Serving flag(String flag) {
    flags.add(flag);
    return this;
  }

  public Deployment deployment() {
    return new Deployment(
        "test",
        model,
        engine,
        layout,
        dataType,
        maxNumSeqs,
        "unknown",
        new ServingOptions(
            expertParallel,
            allToAll,
            decodeContext,
            prefillContext,
            sequenceParallel,
            speculativeTokens,
            draft,
            version,
            gpu,
            gpusPerNode,
            flags,
            attentionReplicas));
  }
}
