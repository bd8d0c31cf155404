/**
 * The service that deploys, swaps and unloads bundles and lets calls in progress end. The shell,
 * JMX and the watched folder are its faces.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.deploy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
