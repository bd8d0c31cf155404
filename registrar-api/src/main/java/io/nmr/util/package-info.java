/** What most modules want on top of the API. */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.util;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
