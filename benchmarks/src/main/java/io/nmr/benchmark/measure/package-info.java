/** What is measured, and what a measurement gives. */
@NullMarked
package io.nmr.benchmark.measure;

import org.jspecify.annotations.NullMarked;
