package dev.ringside.flink.main;

import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobFlags;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.job.Job;
import dev.ringside.flink.kafka.AccessCheck;
import dev.ringside.flink.kafka.AppendTimeCheck;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Main class of the job jar: one job of the registry between the topics of a Kafka. */
public final class JobMain {
  private static final int USAGE = 2;

  /** What the flags ask for. */
  enum Outcome {
    RUN,
    HELP,
    WRONG_USAGE
  }

  private Job job;
  private JobSettings settings;
  private String mistake;

  JobMain() {}

  /**
   * @param args {@link JobFlags}; {@code --brokers} is required
   */
  public static void main(String[] args) throws Exception {
    JobMain main = new JobMain();
    Outcome outcome = main.read(args, System.out, System.err);
    if (outcome == Outcome.HELP) {
      return;
    }
    if (outcome == Outcome.WRONG_USAGE) {
      end(main.mistake);
    }
    JobSettings settings = main.settings;
    refuseIf(AccessCheck.refusal(settings.brokers(), settings.group(), settings.client()));
    refuseIf(AppendTimeCheck.of(settings));
    StreamExecutionEnvironment env = main.job.defined(FlinkSettings.job(settings), settings);
    env.execute(main.job.jobName());
  }

  private static void refuseIf(Optional<String> why) {
    if (why.isPresent()) {
      System.err.println(why.get());
      end(why.get());
    }
  }

  /** Submitted over REST, this runs inside a JobManager, which must not exit. */
  private static void end(String message) {
    if (Thread.currentThread().getName().equals("main")) {
      System.exit(USAGE);
    }
    throw new IllegalArgumentException(message);
  }

  /** Reads the flags; prints the usage where it was asked for or is needed. */
  Outcome read(String[] args, PrintStream out, PrintStream err) {
    JobFlags flags = new JobFlags();
    CommandLine command = new CommandLine(flags).setExpandAtFiles(false);
    try {
      command.parseArgs(args);
      if (command.isUsageHelpRequested()) {
        command.usage(out);
        return Outcome.HELP;
      }
      job = Job.named(flags.job());
      settings = flags.settings();
      return Outcome.RUN;
    } catch (ParameterException | IllegalArgumentException e) {
      command.usage(err);
      mistake = e.getMessage();
      err.println(mistake);
      return Outcome.WRONG_USAGE;
    }
  }
}
