package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.job.Job;
import org.junit.jupiter.api.Test;

class GraphTest {

  /**
   * Flink serializes every operator while the graph is built: one that cannot travel fails here.
   */
  @Test
  void everyOperatorCanTravelToACluster() {
    JobSettings settings = JobSettings.of("kafka:9092");
    for (Job job : Job.values()) {
      assertThat(
              job.defined(FlinkSettings.job(settings), settings)
                  .getStreamGraph()
                  .getJobGraph()
                  .getNumberOfVertices())
          .as(job.jobName())
          .isPositive();
    }
  }
}
