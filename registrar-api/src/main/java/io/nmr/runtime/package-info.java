/**
 * The registrar seen from outside: read-only snapshots and the operator's few actions, in the style
 * of OSGi's own runtime services. Shell, JMX, metrics and health checks use this package alone.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
