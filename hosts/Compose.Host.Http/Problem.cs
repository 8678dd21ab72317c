using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Compose.Host.Http;

/// <summary>
/// The answer where a component gave none: <c>application/problem+json</c> (RFC 9457). It says what kind of failure it
/// was; what the guest said or where it failed is for the operator alone.
/// </summary>
internal static class Problem
{
    public static async Task WriteAsync(HttpContext context, int status, string title, ComposeError? error, string? detail)
    {
        HttpResponse response = context.Response;
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        byte[] body = Document(status, title, error, detail);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body).ConfigureAwait(false);
    }

    private static byte[] Document(int status, string title, ComposeError? error, string? detail)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", error is null ? "about:blank" : $"urn:compose:error:{error.Code.Name}");
            writer.WriteString("title", title);
            writer.WriteNumber("status", status);
            if (detail is not null)
            {
                writer.WriteString("detail", detail);
            }

            if (error is not null)
            {
                writer.WriteString("code", error.Code.Name);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
