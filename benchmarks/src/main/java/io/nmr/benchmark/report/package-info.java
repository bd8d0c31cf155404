/** The figures as a table, as JSON, as charts and as a section of a document. */
@NullMarked
package io.nmr.benchmark.report;

import org.jspecify.annotations.NullMarked;
