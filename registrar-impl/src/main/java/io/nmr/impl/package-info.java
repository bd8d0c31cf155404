/**
 * How OSGi drives the registrar: one {@code Registrar} per using bundle, and the holds that keep a
 * bundle's stop back, in the framework's hook for bundle events, before any listener hears of the
 * stop. Begin with {@link io.nmr.impl.Activator}.
 */
@NullMarked
package io.nmr.impl;

import org.jspecify.annotations.NullMarked;
