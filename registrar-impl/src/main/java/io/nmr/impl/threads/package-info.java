/**
 * The registrar's own threads ({@link io.nmr.impl.threads.RegistrarThreads}), how threads are woken
 * and timed, and what can be found out about any thread.
 */
@NullMarked
package io.nmr.impl.threads;

import org.jspecify.annotations.NullMarked;
