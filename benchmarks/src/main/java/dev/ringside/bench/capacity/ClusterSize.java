package dev.ringside.bench.capacity;

/**
 * What watching so many GPUs takes. With {@code n} GPUs that make {@code c} calls a second each:
 *
 * <pre>
 * calls/s       n·c
 * network in    n·c·bytes               agents to brokers; once more from brokers to the job
 * replication   2 · network in          between brokers, three replicas
 * job cores     n·c·jobCpu / load
 * broker cores  n·c·(3·writeCpu + readCpu) / load
 * slots         ⌈job cores⌉             a slot is a core
 * partitions    the next multiple of 12 from slots on
 * brokers       3, or ⌈broker cores / 8⌉
 * state         n·stateBytes
 * </pre>
 *
 * <p>An append as a follower is taken to cost what one as a leader does.
 *
 * @param jobCores at {@link #LOAD}, as are the brokers'
 * @param agentShare of one core that a GPU's agent needs to publish
 */
public record ClusterSize(
    long gpus,
    double callsASecond,
    double networkInBytes,
    double jobCores,
    double brokerCores,
    double stateBytes,
    double agentShare) {

  /** How busy a core is planned to be: half is left to catch up with. */
  public static final double LOAD = 0.5;

  static final int REPLICAS = 3;
  private static final int CORES_A_BROKER = 8;
  private static final int PARTITIONS_STEP = 12;
  private static final double MILLION = 1e6;

  /**
   * @param callsAGpu a second
   */
  public static ClusterSize of(long gpus, double callsAGpu, Constants measured) {
    double calls = gpus * callsAGpu;
    double brokerCpu = REPLICAS * measured.writeCpu() + measured.readCpu();
    return new ClusterSize(
        gpus,
        calls,
        calls * measured.bytes(),
        calls / MILLION * measured.jobCpu() / LOAD,
        calls / MILLION * brokerCpu / LOAD,
        gpus * measured.stateBytes(),
        callsAGpu * measured.publishNs() / 1e9);
  }

  public long slots() {
    return Math.max(1, (long) Math.ceil(jobCores));
  }

  public long partitions() {
    return (slots() + PARTITIONS_STEP - 1) / PARTITIONS_STEP * PARTITIONS_STEP;
  }

  public long brokers() {
    return Math.max(REPLICAS, (long) Math.ceil(brokerCores / CORES_A_BROKER));
  }

  /** Cores of job and brokers for each GPU. */
  public double coresAGpu() {
    return (jobCores + brokerCores) / gpus;
  }
}
