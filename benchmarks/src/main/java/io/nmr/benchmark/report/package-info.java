/** A run's figures as a table, as JSON, as charts and in docs/performance.md. */
@NullMarked
package io.nmr.benchmark.report;

import org.jspecify.annotations.NullMarked;
