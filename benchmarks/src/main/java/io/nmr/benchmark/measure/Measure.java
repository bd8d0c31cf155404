package io.nmr.benchmark.measure;

import java.io.Serializable;

/**
 * One cell of the table.
 *
 * @param block what it is compared within
 * @param subject who was measured
 * @param setting under which circumstances, or what of it
 * @param unit of the figure
 * @param figure what came out
 */
public record Measure(Block block, String subject, String setting, String unit, Figure figure)
    implements Serializable {}
