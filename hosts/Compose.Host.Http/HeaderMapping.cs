using System.Text;
using Compose.Capabilities.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Compose.Host.Http;

/// <summary>Fields of the server as a guest sees them, and back. Octets are Latin-1 both ways.</summary>
internal static class HeaderMapping
{
    /// <summary>All fields but those that belong to the connection.</summary>
    public static FieldList ToGuest(IHeaderDictionary headers)
    {
        var fields = new FieldList();
        foreach ((string name, StringValues values) in headers)
        {
            if (HttpSyntax.IsForbidden(name) || name[0] == ':')
            {
                continue;
            }

            string lower = name.ToLowerInvariant();
            foreach (string? value in values)
            {
                fields.Append(lower, Encoding.Latin1.GetBytes(value ?? string.Empty));
            }
        }

        return fields;
    }

    /// <summary>Puts a guest's fields on a response; false where one cannot be sent.</summary>
    public static bool ToResponse(FieldList fields, HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        IReadOnlyList<KeyValuePair<string, byte[]>> entries = fields.Entries;
        for (int i = 0; i < entries.Count; i++)
        {
            (string name, byte[] octets) = entries[i];
            string value = Encoding.Latin1.GetString(octets);
            if (name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
            {
                if (!long.TryParse(value, System.Globalization.NumberStyles.None, null, out long length)
                    || (response.ContentLength is { } other && other != length))
                {
                    return false;
                }

                response.ContentLength = length;
                continue;
            }

            headers[name] = headers.TryGetValue(name, out StringValues before) ? StringValues.Concat(before, value) : value;
        }

        return true;
    }
}
