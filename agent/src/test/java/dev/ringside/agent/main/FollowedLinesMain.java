package dev.ringside.agent.main;

import dev.ringside.agent.config.AgentConfig;
import dev.ringside.agent.loop.LineFile;
import dev.ringside.agent.loop.Liveness;
import dev.ringside.agent.loop.NamedSource;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** The whole agent in a process of its own, except that its source is a file of lines. */
public final class FollowedLinesMain {

  static final String READY = "ready ";

  private FollowedLinesMain() {}

  static CallSignature signature(int rank) {
    return new CallSignature(
        new Communicator("tp", 2, List.of(0, 1)),
        Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        4096,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  public static void main(String[] args) throws Exception {
    AgentConfig config = AgentConfig.read(Path.of(args[0]));
    Agent.Place place =
        new Agent.Place(
            "lines", "this boot", InstantSource.system(), () -> UUID.randomUUID().toString());
    Agent agent =
        Agent.start(
            config,
            place,
            Liveness.UNKNOWN,
            source ->
                new NamedSource(
                    source.name(),
                    position ->
                        new LineFile(source.path(), FollowedLinesMain::signature, position)));
    Runtime.getRuntime().addShutdownHook(new Thread(agent::close));
    System.out.println(READY + agent.port());
    new CountDownLatch(1).await();
  }
}
