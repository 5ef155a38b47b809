package dev.ringside.schemas.batch;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the communicators and signatures of a batch lie in its record.
 *
 * <p>Hashing a signature walks the ranks of its communicator, so {@link Bound#LISTED_RANKS} bounds
 * the work that a small record can cause.
 */
final class DictionaryFields {

  private final EnumSymbols<Collective> collectives;
  private final EnumSymbols<DataType> dataTypes;
  private final EnumSymbols<Transport> transports;
  private final EnumSymbols<TimingQuality> timings;

  DictionaryFields(RecordFormat format) {
    collectives = format.symbols("Collective", Collective.class, Collective.UNKNOWN);
    dataTypes = format.symbols("DataType", DataType.class, DataType.UNKNOWN);
    transports = format.symbols("Transport", Transport.class, Transport.UNKNOWN);
    timings = format.symbols("TimingQuality", TimingQuality.class, TimingQuality.UNKNOWN);
  }

  /**
   * @param others communicators that are named elsewhere in the batch
   * @return the position of each communicator
   */
  Map<Communicator, Integer> write(
      WireWriter out, SignatureTable signatures, Collection<Communicator> others) {
    Map<Communicator, Integer> communicators = new LinkedHashMap<>();
    long ranks = 0;
    for (int id = 0; id < signatures.size(); id++) {
      Communicator communicator = signatures.get(id).communicator();
      communicators.putIfAbsent(communicator, communicators.size());
      ranks += communicator.ranks().size();
    }
    for (Communicator other : others) {
      communicators.putIfAbsent(other, communicators.size());
      ranks += other.ranks().size();
    }
    Bound.LISTED_RANKS.require(ranks, "batch");
    Bound.COMMUNICATOR_RANKS.require(
        communicators.keySet().stream().mapToLong(named -> named.ranks().size()).sum(), "batch");
    Bound.COMMUNICATORS.require(communicators.size(), "batch");
    out.writeArray(communicators.keySet(), DictionaryFields::writeCommunicator);
    if (signatures.size() > 0) {
      out.writeLong(signatures.size());
    }
    for (int id = 0; id < signatures.size(); id++) {
      CallSignature signature = signatures.get(id);
      out.writeInt(communicators.get(signature.communicator()));
      collectives.write(out, signature.collective());
      dataTypes.write(out, signature.dataType());
      out.writeLong(signature.elements());
      transports.write(out, signature.transport());
      timings.write(out, signature.timing());
      out.writeInt(signature.peer());
      out.writeInt(signature.flags());
      out.writeLong(signature.rowElements());
    }
    out.writeLong(0);
    return communicators;
  }

  private static void writeCommunicator(WireWriter out, Communicator communicator) {
    out.writeString(communicator.name());
    out.writeInt(communicator.size());
    List<Integer> runs = RankRuns.of(communicator.ranks());
    out.writeArray(runs.isEmpty() ? communicator.ranks() : List.of(), WireWriter::writeInt);
    out.writeArray(runs, WireWriter::writeInt);
  }

  ReadDictionary read(WireReader in) throws MalformedRecordException {
    List<Communicator> communicators = readCommunicators(in);
    SignatureTable signatures = new SignatureTable();
    long ranks = 0;
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      in.require(Bound.SIGNATURES, signatures.size() + (long) block);
      for (int i = 0; i < block; i++) {
        int id = signatures.size();
        CallSignature signature = readSignature(in, communicators);
        ranks += signature.communicator().ranks().size();
        in.require(Bound.LISTED_RANKS, ranks);
        if (signatures.idOf(signature) != id) {
          throw in.badValue("signature %d is in the dictionary twice".formatted(id));
        }
      }
    }
    return new ReadDictionary(communicators, signatures);
  }

  private static List<Communicator> readCommunicators(WireReader in)
      throws MalformedRecordException {
    List<Communicator> communicators = new ArrayList<>();
    long listed = 0;
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      in.require(Bound.COMMUNICATORS, communicators.size() + (long) block);
      for (int i = 0; i < block; i++) {
        Communicator communicator = readCommunicator(in, listed);
        listed += communicator.ranks().size();
        in.require(Bound.COMMUNICATOR_RANKS, listed);
        communicators.add(communicator);
      }
    }
    return communicators;
  }

  private static Communicator readCommunicator(WireReader in, long listed)
      throws MalformedRecordException {
    String name = in.readString();
    int size = in.readInt();
    List<Integer> ranks = in.readArray(WireReader::readInt);
    List<Integer> runs = in.readArray(WireReader::readInt);
    return new Communicator(name, size, runs.isEmpty() ? ranks : RankRuns.ranks(runs, listed, in));
  }

  private static long readElements(WireReader in) throws MalformedRecordException {
    long elements = in.readLong();
    in.require(Bound.ELEMENTS, elements);
    return elements;
  }

  private CallSignature readSignature(WireReader in, List<Communicator> communicators)
      throws MalformedRecordException {
    return new CallSignature(
        communicators.get(in.readIndex(communicators.size())),
        collectives.read(in),
        dataTypes.read(in),
        readElements(in),
        transports.read(in),
        timings.read(in),
        in.readInt(),
        in.readInt(),
        readElements(in));
  }
}
