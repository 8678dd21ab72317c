using System.Globalization;
using System.Text;
using System.Xml;

namespace Compose.Conformance;

/// <summary>Reports in the form of JUnit, which every build server reads. Unclaimed tests are skipped ones there.</summary>
public static class JUnitReport
{
    public static string Write(ReportDocument report)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, CheckCharacters = false, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", report.Host.Title);
            foreach ((string name, string _) in report.Suites)
            {
                ReportRow[] rows = [.. report.Rows.Where(row => row.Suite == name)];
                if (rows.Length > 0)
                {
                    WriteSuite(xml, name, rows);
                }
            }

            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static void WriteSuite(XmlWriter xml, string name, ReportRow[] rows)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        Number(xml, "tests", rows.Length);
        Number(xml, "failures", rows.Count(row => row.Verdict == Verdict.Failed));
        Number(xml, "skipped", rows.Count(row => row.Verdict is Verdict.Skipped or Verdict.Unclaimed));
        foreach (ReportRow row in rows)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", name);
            xml.WriteAttributeString("name", row.Id);
            xml.WriteAttributeString("time", (row.Milliseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture));
            string reasons = Clean(string.Join("; ", row.Reasons));
            switch (row.Verdict)
            {
                case Verdict.Failed:
                    xml.WriteStartElement("failure");
                    xml.WriteAttributeString("message", reasons);
                    xml.WriteString(Clean(row.Statement + "\n" + row.Output));
                    xml.WriteEndElement();
                    break;
                case Verdict.Skipped or Verdict.Unclaimed:
                    xml.WriteStartElement("skipped");
                    xml.WriteAttributeString("message", (row.Verdict == Verdict.Unclaimed ? "unclaimed: " : string.Empty) + reasons);
                    xml.WriteEndElement();
                    break;
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Number(XmlWriter xml, string name, int value) => xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    // What a host writes may hold characters that XML cannot have at all.
    private static string Clean(string text) => string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '\ufffd'));
}
