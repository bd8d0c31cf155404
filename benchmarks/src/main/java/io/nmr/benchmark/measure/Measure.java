package io.nmr.benchmark.measure;

import java.io.Serializable;

/**
 * One figure: a cell of the table.
 *
 * @param block the part of the table
 * @param subject what was measured: the row
 * @param setting under which circumstances it was measured, or which aspect: the column
 * @param unit the unit of the figure
 * @param figure the figure
 */
public record Measure(Block block, String subject, String setting, String unit, Figure figure)
    implements Serializable {}
