/**
 * Activators of the bundles that the harness deploys. Each runs in a bundle of its own that sees
 * the contract's package and nothing of the harness.
 */
@NullMarked
package io.nmr.benchmark.bundle;

import org.jspecify.annotations.NullMarked;
