package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Results;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.w3c.dom.Document;

/** Draws the charts of docs/performance.md as SVG files. */
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

  /** Draws the charts for which there are figures; returns the files that were written. */
  public static List<Path> write(Results results, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (Picture each : Picture.ALL) {
      if (!results.of(each.block()).isEmpty() && !each.series(results).isEmpty()) {
        Path file = folder.resolve(each.name() + ".svg");
        draw(chart(each, results), file);
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
      styler.setXAxisLabelRotation(LABEL_DEGREES); // the labels are long
    }
  }

  private static void draw(CategoryChart chart, Path file) throws IOException {
    SVGGraphics2D graphics = new SVGGraphics2D(emptyDocument());
    graphics.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
    }
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException impossible) {
      throw new IllegalStateException("the JDK has no XML parser", impossible);
    }
  }
}
