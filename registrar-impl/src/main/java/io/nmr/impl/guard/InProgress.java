package io.nmr.impl.guard;

import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/**
 * One call in progress.
 *
 * @param side who calls
 * @param thread the thread that is inside; null where an asynchronous call has left its thread
 */
public record InProgress(Side side, @Nullable Thread thread) {}
