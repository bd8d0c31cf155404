/**
 * The costs of registering and deregistering: attaching, detaching, and the memory of a binding.
 */
@NullMarked
package io.nmr.benchmark.attach;

import org.jspecify.annotations.NullMarked;
