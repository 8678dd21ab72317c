using Compose.Canonical;

namespace Compose.Plans;

/// <summary>One element of a key's preimage with its name.</summary>
/// <param name="Name">The name in SPEC.md.</param>
/// <param name="Value">The element as it was read.</param>
public sealed record KeyField(string Name, CborNode Value)
{
    /// <summary>The value for people: digests as <c>sha256:…</c>, everything else in diagnostic notation.</summary>
    public string Text => Value.Kind == CborKind.Bytes && Value.Bytes.Length == Digest.Size
        ? new Digest(Value.Bytes.Span).ToString()
        : CborDiagnostic.Print(Value);
}

/// <summary>Names the fields of the preimage of an emit or exec key, for <c>emit key</c> and <c>exec key</c>.</summary>
public static class KeyPreimage
{
    private static readonly string[] s_emit = ["tag", "plan", "components", "composer", "configuration"];
    private static readonly string[] s_exec = ["tag", "plan", "artifact", "host-abi", "features", "grants", "policy", "tenant", "limits", "call", "authority-epoch"];

    /// <summary>The fields in order.</summary>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>: this is not the preimage of a key.</exception>
    public static IReadOnlyList<KeyField> Fields(ReadOnlyMemory<byte> preimage)
    {
        var array = CborReader.ReadCanonical(preimage, ErrorCodes.Canon.NotCanonical);
        string[] names = array.Items.Count > 0 ? array.Items[0].Text switch { "emit:v1" => s_emit, ExecKey.Tag => s_exec, _ => [] } : [];
        if (names.Length == 0 || names.Length != array.Items.Count)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, "the bytes are not the preimage of a key");
        }

        return [.. array.Items.Select((item, i) => new KeyField(names[i], item))];
    }
}
