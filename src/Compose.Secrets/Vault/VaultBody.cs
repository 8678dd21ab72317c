using System.Text.Json;

namespace Compose.Secrets.Vault;

/// <summary>The JSON object that a request carries, in memory that is zeroed: logins and plaintexts are in it.</summary>
internal sealed class VaultBody : IDisposable
{
    private readonly PinnedBuffer _bytes = new(1 << 10);
    private readonly Utf8JsonWriter _json;

    public VaultBody()
    {
        _json = new Utf8JsonWriter(_bytes);
        _json.WriteStartObject();
    }

    public VaultBody Text(string name, string? value)
    {
        _json.WriteString(name, value);
        return this;
    }

    public VaultBody Text(string name, ReadOnlySpan<byte> utf8)
    {
        _json.WriteString(name, utf8);
        return this;
    }

    public VaultBody Base64(string name, ReadOnlySpan<byte> value)
    {
        _json.WriteBase64String(name, value);
        return this;
    }

    public VaultBody Number(string name, long value)
    {
        _json.WriteNumber(name, value);
        return this;
    }

    public VaultBody List(string name, string only)
    {
        _json.WriteStartArray(name);
        _json.WriteStringValue(only);
        _json.WriteEndArray();
        return this;
    }

    /// <summary>The whole object; nothing can be added after this.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_json.CurrentDepth > 0)
        {
            _json.WriteEndObject();
            _json.Flush();
        }

        return _bytes.WrittenMemory;
    }

    public void Dispose()
    {
        // Without a flush nothing is left in it.
        _json.Reset();
        _json.Dispose();
        _bytes.Dispose();
    }
}
