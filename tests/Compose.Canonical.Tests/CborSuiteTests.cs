using Compose.Testing;

namespace Compose.Canonical.Tests;

/// <summary>RFC 8949 Appendix A: every vector is read, printed and, where the suite says so, written back.</summary>
public class CborSuiteTests
{
    [Fact]
    public void Suite_AppendixA_ReadsPrintsAndRoundTrips()
    {
        string path = SharedData.Require("suites/cbor/appendix_a.json");
        var suite = JsonReader.Read(File.ReadAllBytes(path));
        int checkedCount = 0;
        Assert.All(suite.Items, vector =>
        {
            byte[] bytes = Convert.FromHexString(Field(vector, "hex")!.Text);
            checkedCount++;
            if (Field(vector, "hex")!.Text == "f818")
            {
                // Of RFC 7049; since RFC 8949 §3.3 a simple value below 32 in two bytes is not well-formed.
                Assert.Throws<ComposeException>(() => CborReader.Read(bytes, out _));
                return;
            }

            var node = CborReader.Read(bytes, out var violations);
            Assert.Equal(bytes.Length, node.End);

            string printed = CborDiagnostic.Print(node);
            if (Field(vector, "diagnostic") is { } diagnostic)
            {
                Assert.Equal(diagnostic.Text, printed);
            }
            else if (Field(vector, "decoded") is { Kind: JsonKind.Number } number && !number.Text.Contains('.', StringComparison.Ordinal) && !number.Text.Contains('e', StringComparison.Ordinal))
            {
                Assert.Equal(number.Text, printed);
            }
            else if (Field(vector, "decoded") is { Kind: JsonKind.Number } real)
            {
                Assert.Equal(real.Number, node.Float);
            }
            else if (Field(vector, "decoded") is { Kind: JsonKind.String } text)
            {
                Assert.Equal(text.Text, node.Text);
            }

            byte[] again = CborWriter.Encode(node);
            _ = CborReader.ReadCanonical(again, ErrorCodes.Canon.NotCanonical);
            if (Field(vector, "roundtrip")!.Kind == JsonKind.True)
            {
                Assert.Equal(bytes, again);
                Assert.Empty(violations);
            }
            else
            {
                Assert.NotEmpty(violations);
            }
        });
        Assert.Equal(82, checkedCount);
    }

    private static JsonNode? Field(JsonNode node, string name)
    {
        for (int i = 0; i < node.Names.Count; i++)
        {
            if (node.Names[i].Text == name)
            {
                return node.Items[i];
            }
        }

        return null;
    }
}
