package dev.ringside.ingest.worlds;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.RankInfo;
import java.util.List;
import java.util.OptionalInt;

/**
 * Global numbers for the ranks of a replica that counts its own from 0.
 *
 * @param first the global number of its rank 0
 * @param worldSize ranks of the whole deployment
 */
record Renumbering(int first, int worldSize) {

  RankTrace of(RankTrace trace) {
    SignatureTable signatures = new SignatureTable();
    for (int id = 0; id < trace.signatures().size(); id++) {
      signatures.idOf(of(trace.signatures().get(id)));
    }
    RankInfo who = trace.who();
    return new RankTrace(
        trace.source(),
        new RankInfo(first + who.rank(), OptionalInt.of(worldSize), who.place(), who.guessed()),
        signatures,
        trace.calls(),
        trace.rejected(),
        trace.remarks(),
        trace.word());
  }

  /** Different signatures stay different, so that their ids stay too. */
  private CallSignature of(CallSignature signature) {
    Communicator group = signature.communicator();
    List<Integer> ranks = group.ranks().stream().map(rank -> first + rank).toList();
    boolean hasPeer = signature.peer() != CallSignature.NO_PEER;
    return new CallSignature(
        new Communicator(group.name(), group.size(), ranks),
        signature.collective(),
        signature.dataType(),
        signature.elements(),
        signature.transport(),
        signature.timing(),
        hasPeer ? first + signature.peer() : CallSignature.NO_PEER,
        signature.flags(),
        signature.rowElements());
  }
}
