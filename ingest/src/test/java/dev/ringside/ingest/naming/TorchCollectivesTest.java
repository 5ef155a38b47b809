package dev.ringside.ingest.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchCollectivesTest {

  @ParameterizedTest
  @CsvSource({
    "allreduce, ALL_REDUCE",
    "all_reduce, ALL_REDUCE",
    "AllReduce, ALL_REDUCE",
    "allreduce_coalesced, ALL_REDUCE",
    "_allgather_base, ALL_GATHER",
    "all_gather, ALL_GATHER",
    "allgather_into_tensor_coalesced, ALL_GATHER",
    "all_gather_into_tensor, ALL_GATHER",
    "_reduce_scatter_base, REDUCE_SCATTER",
    "reduce_scatter_tensor_coalesced, REDUCE_SCATTER",
    "reduce_scatter_tensor, REDUCE_SCATTER",
    "broadcast, BROADCAST",
    "_broadcast_oop, BROADCAST",
    "reduce, REDUCE",
    "_reduce_oop, REDUCE",
    "all_to_all, ALL_TO_ALL",
    "all_to_allv, ALL_TO_ALL",
    "alltoall_base, ALL_TO_ALL",
    "all_to_all_single, ALL_TO_ALL",
    "gather, GATHER",
    "scatter, SCATTER",
    "send, SEND",
    "recv, RECV",
    "recv_any_source, RECV",
    "barrier, BARRIER",
    "coalesced, COALESCED",
    "wait, UNKNOWN",
    "'', UNKNOWN",
    "reducer, UNKNOWN"
  })
  void knowsTorchsWords(String name, Collective expected) {
    assertThat(TorchCollectives.of(name)).isEqualTo(expected);
  }
}
