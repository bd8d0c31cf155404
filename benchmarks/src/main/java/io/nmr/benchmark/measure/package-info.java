/** What is measured, and the figures that come out. */
@NullMarked
package io.nmr.benchmark.measure;

import org.jspecify.annotations.NullMarked;
