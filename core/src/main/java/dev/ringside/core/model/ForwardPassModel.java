package dev.ringside.core.model;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The closed forms: what one forward pass of T̂ tokens and R logits rows makes each rank of a stage
 * communicate.
 *
 * <pre>
 * TP   AllReduce  2·L_s + [s = 0 and sharded embedding]   of T̂·h elements
 *      logits     1 on the last stage                     of R·v'/t   (Gather or AllGather, by engine)
 * PP   Send, Recv k per boundary                          of T̂·h/t    (T̂·h if t does not divide it)
 *      AllGather  k on the receiver, if sliced            of T̂·h/t
 * DP   nothing, for a dense model
 * </pre>
 *
 * <p>t tensor ranks, h hidden size, v' padded vocabulary, L_s layers of stage s, k tensors handed
 * over. With t = 1 there is no tensor traffic. Experts, sequence and context parallelism and
 * attention in replicas change and add to it: {@link TensorForms}, {@link PipelineForms}, {@link
 * ExpertForms}, {@link ContextForms}, {@link ReplicaForms}.
 *
 * <p>Source: arXiv 2507.14392 tables III–VI with its corrections (the embedding is stage 0's only;
 * hand-over is hidden_states and residual, not key and value; Gather is V0's only); vLLM {@code
 * llama.py}, {@code parallel_state.py:send_tensor_dict}, {@code
 * logits_processor.py:_gather_logits}.
 */
public final class ForwardPassModel {

  private static final int PLACES = 1 << 10;
  private static final int MOST_ANSWERS = 64;
  private static final AtomicReferenceArray<ForwardPassModel> MODELS =
      new AtomicReferenceArray<>(PLACES);

  private final Deployment deployment;
  private final List<StageGeometry> stages;
  private final Map<SentenceOf, Sentence> sentences = new ConcurrentHashMap<>();
  private final Map<Integer, List<Sentence>> sentencesOfStage = new ConcurrentHashMap<>();

  /** Steps repeat themselves from window to window, and so does what is expected of them. */
  private final Map<Asked, List<ExpectedCalls>> answers = new ConcurrentHashMap<>();

  private record SentenceOf(int stage, StageSentence.Kind kind) {}

  private record Asked(int stage, StepSizes sizes, Phase phase) {}

  /**
   * The model of a deployment that thousands of ranks ask for, one after the other: the same as
   * long as the same object is asked for. What falls on the place of another is made again, so
   * memory is bounded: {@value #PLACES} models in the process, each with the answers to its last
   * {@value #MOST_ANSWERS} questions at most. Thread-safe.
   */
  @SuppressWarnings("ReferenceEquality") // Nearly always the same object; an equal one costs time.
  public static ForwardPassModel of(Deployment deployment) {
    int hash = System.identityHashCode(deployment);
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    ForwardPassModel known = MODELS.get(place);
    if (known != null && known.deployment == deployment) {
      return known;
    }
    ForwardPassModel model = new ForwardPassModel(deployment);
    MODELS.set(place, model);
    return model;
  }

  public ForwardPassModel(Deployment deployment) {
    this.deployment = deployment;
    List<StageGeometry> geometry = new ArrayList<>();
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      geometry.add(new StageGeometry(deployment, stage));
    }
    this.stages = List.copyOf(geometry);
  }

  /**
   * True if tokens may be drafted by a head on the target (MTP, EAGLE) whose experts are shared by
   * replicas: what it calls is in no sentence. Its first pass exchanges the tokens of the target's
   * step, its later ones those of the requests of each replica, which no other call shows.
   */
  public boolean leavesOutHead() {
    boolean mayHaveHead =
        deployment.options().speculativeTokens() > 0
            && deployment.options().draft().isEmpty()
            && !family().at(Part.HEAD).isEmpty();
    return mayHaveHead && stages.get(stages.size() - 1).exchangesTokens();
  }

  /** What the expectation rests on: the model's family on this engine. */
  public FamilyQuirks family() {
    return stages.get(0).quirks;
  }

  /** What each rank of {@code stage} must call in one pass, summed up. */
  public List<ExpectedCalls> expect(int stage, PassInput pass) {
    long own = ContextForms.ownTokens(stages.get(stage), pass);
    return expectOfRank(stage, new PassInput(pass.sizes().withTokens(own), pass.phase()), 0);
  }

  /**
   * The same of a pass of which is known what one rank had: its share, where ranks split prompts.
   */
  public List<ExpectedCalls> expectOfRank(int stage, PassInput pass) {
    return expectOf(stage, pass.sizes(), pass.phase());
  }

  /**
   * The same of a rank of one replica of attention, where replicas have tokens of their own.
   *
   * @param replica 0 where there is one
   */
  public List<ExpectedCalls> expectOfRank(int stage, PassInput pass, int replica) {
    int replicas = deployment.options().attentionReplicas();
    StepSizes sizes = pass.sizes();
    return expectOf(stage, replicas > 1 ? sizes.ofReplica(replica, replicas) : sizes, pass.phase());
  }

  private List<ExpectedCalls> expectOf(int stage, StepSizes sizes, Phase phase) {
    Asked asked = new Asked(stage, sizes, phase);
    List<ExpectedCalls> known = answers.get(asked);
    if (known == null) {
      known = List.copyOf(summedUp(asked));
      if (answers.size() >= MOST_ANSWERS) {
        answers.clear();
      }
      answers.put(asked, known);
    }
    return known;
  }

  private List<ExpectedCalls> summedUp(Asked asked) {
    CallSums sums = new CallSums();
    sentence(asked.stage(), kind(stages.get(asked.stage()), asked.phase(), asked.sizes()))
        .say(asked.sizes(), sums);
    return sums.calls();
  }

  /**
   * What a rank of {@code stage} may say in a step, in order: one sentence for each way in which
   * steps of the deployment differ beside their sizes. Rebuilding passes is parsing by these.
   */
  public List<Sentence> sentences(int stage) {
    return sentencesOfStage.computeIfAbsent(stage, this::sentencesOf);
  }

  private List<Sentence> sentencesOf(int stage) {
    StageGeometry on = stages.get(stage);
    Set<Sentence> all = new LinkedHashSet<>();
    if (on.replicas > 1) {
      all.add(sentence(stage, new StageSentence.Kind(Phase.UNKNOWN, false, true)));
      all.add(sentence(stage, new StageSentence.Kind(Phase.UNKNOWN, false, false)));
      return List.copyOf(all);
    }
    for (Phase phase : List.of(Phase.DECODE, Phase.PREFILL)) {
      all.add(sentence(stage, new StageSentence.Kind(phase, false)));
      if (on.options().sequenceParallel()) {
        all.add(sentence(stage, new StageSentence.Kind(phase, true)));
      }
    }
    return List.copyOf(all);
  }

  private Sentence sentence(int stage, StageSentence.Kind kind) {
    return sentences.computeIfAbsent(
        new SentenceOf(stage, kind), of -> StageSentence.of(stages.get(stage), kind));
  }

  private static StageSentence.Kind kind(StageGeometry on, Phase phase, StepSizes sizes) {
    return on.replicas > 1
        ? new StageSentence.Kind(Phase.UNKNOWN, false, !sizes.others().isEmpty())
        : new StageSentence.Kind(phase, on.splitsReduces(sizes.tokens()));
  }

  /**
   * What each rank of {@code stage} must call in one pass of either phase.
   *
   * @param tokens T̂, −1 if not known
   * @param rows R, −1 if not known
   */
  public List<ExpectedCalls> expect(int stage, long tokens, long rows) {
    return expect(stage, new PassInput(tokens, rows));
  }

  /**
   * What each rank of {@code stage} may call besides: the return of sampled tokens.
   *
   * @param requests sequences in the pass, unfinished prompts included; 0 if no token of it counts
   * @param goOn true if one of them needs its token in a later pass
   */
  public List<ExpectedCalls> mayCall(int stage, long requests, boolean goOn) {
    return PipelineForms.sampledTokens(stages.get(stage), requests, goOn);
  }

  /**
   * True for traffic the engine may or may not send, so that neither its presence nor its absence
   * is a deviation: V0's broadcasts of model inputs to the tensor group, the sampled-token
   * broadcasts of newer vLLM runners over the pipeline, and what {@link #isControl}.
   */
  public boolean isOptional(
      Parallelism parallelism,
      Collective collective,
      DataType dataType,
      Transport transport,
      long elements) {
    return isControl(parallelism, collective, dataType, transport, elements)
        || (collective == Collective.BROADCAST
            && switch (deployment.engine()) {
              case VLLM_V0 -> parallelism == Parallelism.TP;
              case VLLM -> parallelism == Parallelism.PP;
              default -> false;
            });
  }

  /** The same of calls whose size is not known. */
  public boolean isOptional(
      Parallelism parallelism, Collective collective, DataType dataType, Transport transport) {
    return isOptional(parallelism, collective, dataType, transport, 0);
  }

  /** As the other, of calls whose size is not known. */
  public boolean isControl(
      Parallelism parallelism, Collective collective, DataType dataType, Transport transport) {
    return isControl(parallelism, collective, dataType, transport, 0);
  }

  /**
   * True for the engine's own coordination, which is in no pass: SGLang's pickled requests, its
   * ring of sampled tokens and its agreement on them (small integers over the tensor group), the
   * integers by which vLLM's replicas that share experts keep in step, the gloo messages (sizes and
   * pickled metadata) that precede each hand-over, and what vLLM's ranks tell each other when they
   * start: barriers and pickled objects, each a broadcast of its size and one of its bytes. Of
   * broadcasts of several integers it is not sure, so they are not.
   *
   * <p>Source: SGLang {@code request_receiver.py}, {@code sampler.py:_sync_token_ids_across_tp},
   * {@code scheduler_pp_mixin.py}, {@code dp_attn.py}; vLLM {@code gpu/dp_utils.py}, {@code
   * v1/engine/core.py}, {@code parallel_state.py:isend_tensor_dict, broadcast_object}.
   *
   * @param elements of one call
   */
  public boolean isControl(
      Parallelism parallelism,
      Collective collective,
      DataType dataType,
      Transport transport,
      long elements) {
    boolean integers = dataType == DataType.INT || dataType == DataType.LONG;
    boolean metadata =
        collective.isPointToPoint()
            && transport == Transport.GLOO
            && (dataType == DataType.BYTE
                || dataType == DataType.CHAR
                || dataType == DataType.LONG);
    boolean bytes = dataType == DataType.BYTE || dataType == DataType.CHAR;
    boolean control = integers || (bytes && transport == Transport.GLOO);
    return switch (deployment.engine()) {
      case TRANSFORMERS, TURBOMIND, LLAMA_CPP -> false;
      case LMDEPLOY -> integers && transport == Transport.GLOO && parallelism != Parallelism.TP;
      case VLLM_V0, TRTLLM -> metadata;
      case VLLM ->
          metadata
              || (collective == Collective.ALL_REDUCE && dataType == DataType.INT)
              || (transport == Transport.GLOO
                  && isOfStart(parallelism, collective, dataType, elements));
      case SGLANG ->
          metadata || (control && (parallelism == Parallelism.TP || collective.isPointToPoint()));
    };
  }

  private static boolean isOfStart(
      Parallelism parallelism, Collective collective, DataType dataType, long elements) {
    boolean size = dataType == DataType.LONG && elements == 1 && parallelism != Parallelism.PP;
    boolean object = size || dataType == DataType.BYTE || dataType == DataType.CHAR;
    return collective == Collective.BARRIER || (collective == Collective.BROADCAST && object);
  }

  /** Ranks of the group that serves {@code parallelism}: t, 2 for a send, p for a broadcast. */
  public static int groupSize(
      Deployment deployment, Parallelism parallelism, Collective collective) {
    return switch (parallelism) {
      case TP -> deployment.layout().tensor();
      case PP -> collective.isPointToPoint() ? 2 : deployment.layout().pipeline();
      case WORLD -> deployment.layout().ranksPerReplica();
      case DP -> deployment.layout().data();
      default -> 0;
    };
  }
}
