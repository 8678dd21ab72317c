using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>Fields of an HTTP message in their order: names compared without case, kept as they were written.</summary>
public sealed class FieldList
{
    /// <summary>The most bytes of names and values together; a guest that goes beyond is ended.</summary>
    public const int MaximumBytes = 1 << 20;

    private readonly List<KeyValuePair<string, byte[]>> _entries = [];
    private int _bytes;

    public FieldList()
    {
    }

    public FieldList(FieldList other)
    {
        _entries.AddRange(other._entries);
        _bytes = other._bytes;
    }

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Entries => _entries;

    public bool Has(string name)
    {
        foreach ((string key, _) in _entries)
        {
            if (IsSame(key, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The values under a name, in order.</summary>
    public List<byte[]> Get(string name)
    {
        var values = new List<byte[]>();
        foreach ((string key, byte[] value) in _entries)
        {
            if (IsSame(key, name))
            {
                values.Add(value);
            }
        }

        return values;
    }

    public void Append(string name, byte[] value)
    {
        _bytes += name.Length + value.Length;
        if (_bytes > MaximumBytes)
        {
            throw new GuestTrapException(ErrorCodes.Exec.ResourceExhausted, $"the fields of one HTTP message take more than {MaximumBytes} bytes");
        }

        _entries.Add(new(name, value));
    }

    public void Remove(string name)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (IsSame(_entries[i].Key, name))
            {
                _bytes -= name.Length + _entries[i].Value.Length;
                _entries.RemoveAt(i);
            }
        }
    }

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
