/** The types that provider and client bundles share. */
@NullMarked
package io.nmr.benchmark.bundle.contract;

import org.jspecify.annotations.NullMarked;
