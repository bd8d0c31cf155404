/** The registrar in a plain JVM: for authors' unit tests and for embedding. */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.local;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
