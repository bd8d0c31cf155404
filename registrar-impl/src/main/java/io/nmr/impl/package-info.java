/**
 * Connects the registrar with OSGi: one {@code Registrar} for each bundle that uses the service,
 * and the holds that keep a bundle's stop back. A hold runs in the framework's hook for bundle
 * events, before any listener hears of the stop. Begin with {@link io.nmr.impl.Activator}.
 */
@NullMarked
package io.nmr.impl;

import org.jspecify.annotations.NullMarked;
