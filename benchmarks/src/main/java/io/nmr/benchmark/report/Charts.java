package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Results;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The charts of the document. */
public final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final float THICK = 3.5f;
  private static final float THIN = 1.5f;
  private static final Color[] COLOURS = {
    new Color(0x1f5fbf), new Color(0x5aa0e6), new Color(0x2e2e2e), new Color(0x9a9a9a),
    new Color(0xd9822b), new Color(0x8f5fb5), new Color(0xb5532a), new Color(0x3a9a6b),
    new Color(0xc2a52d)
  };

  private static final int LABEL_DEGREES = 20;

  private Charts() {}

  /** Draws what there are figures for, and says which files were written. */
  public static List<Path> write(Results results, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (Picture each : Picture.ALL) {
      if (!results.of(each.block()).isEmpty() && !each.series(results).isEmpty()) {
        Path file = folder.resolve(each.name() + ".svg");
        Svg.write(chart(each, results), file);
        written.add(file);
      }
    }
    return written;
  }

  private static CategoryChart chart(Picture picture, Results results) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(picture.title())
            .yAxisTitle(picture.axis())
            .build();
    style(chart.getStyler(), picture);
    for (String name : picture.series(results)) {
      CategorySeries series =
          chart.addSeries(name, picture.places(results), picture.values(results, name));
      series.setLineStyle(new BasicStroke(name.startsWith(Block.NMR) ? THICK : THIN));
    }
    return chart;
  }

  private static void style(CategoryStyler styler, Picture picture) {
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAvailableSpaceFill(0.7);
    styler.setYAxisTickLabelsFormattingFunction(Numbers::figure);
    if (picture.style() == Picture.Style.LOGARITHMIC_LINES) {
      styler.setYAxisLogarithmic(true);
      styler.setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
    } else {
      styler.setLabelsVisible(true);
      styler.setXAxisLabelRotation(LABEL_DEGREES); // they are long
    }
  }
}
