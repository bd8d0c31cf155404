/**
 * Threads: those that the registrar has of its own ({@link io.nmr.impl.threads.RegistrarThreads}),
 * how threads are woken and timed, and what can be asked of a thread of anyone.
 */
@NullMarked
package io.nmr.impl.threads;

import org.jspecify.annotations.NullMarked;
