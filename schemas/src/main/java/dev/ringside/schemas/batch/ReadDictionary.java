package dev.ringside.schemas.batch;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.Communicator;
import java.util.List;

/**
 * A batch's dictionary as it was read.
 *
 * @param communicators by position; also those that no signature names
 */
record ReadDictionary(List<Communicator> communicators, SignatureTable signatures) {}
