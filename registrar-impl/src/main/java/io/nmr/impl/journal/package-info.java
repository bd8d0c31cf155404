/**
 * What has happened: the log, the counts, the listeners and the histories. {@link
 * io.nmr.impl.journal.Journal} is the one entry. It is given the API's types, names and texts, and
 * knows nothing of the protocol.
 */
@NullMarked
package io.nmr.impl.journal;

import org.jspecify.annotations.NullMarked;
