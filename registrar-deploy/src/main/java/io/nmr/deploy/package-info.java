/**
 * Bundles deployed, swapped and unloaded, with calls in progress waited for: what the shell, JMX
 * and the watched folder are faces of.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.deploy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
