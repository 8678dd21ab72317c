using System.Net;
using Compose.Distribution.Transport;
using Compose.Signing;

namespace Compose.Distribution.Oci;

/// <summary>What a registry says when it does not do what was asked.</summary>
internal static class RegistryAnswer
{
    private const int MaxBody = 64 << 10;

    /// <summary>The error of an answer, with what the registry says of it (distribution-spec, "Error Codes").</summary>
    /// <param name="transport">Reads the body.</param>
    /// <param name="response">The answer, whose body is not read yet.</param>
    /// <param name="what">What was to be done: <c>send sha256:…</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ComposeException> ErrorAsync(HttpTransport transport, HttpResponseMessage response, string what, CancellationToken cancellation)
    {
        string said = string.Empty;
        try
        {
            said = Said(await transport.ReadAsync(response, MaxBody, cancellation).ConfigureAwait(false));
        }
        catch (ComposeException)
        {
            // The status tells enough.
        }

        string place = response.RequestMessage!.RequestUri!.Authority;
        string message = $"{place} answers {(int)response.StatusCode} to: {what}{said}";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ComposeException(ErrorCodes.Source.AccessDenied, message, hint: "check the credentials and what they may do"),
            HttpStatusCode.NotFound => new ComposeException(ErrorCodes.Source.NotFound, message, hint: "check the name, the tag and whether you may see it"),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => new ComposeException(ErrorCodes.Source.Unreachable, message, hint: "try again later"),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new ComposeException(ErrorCodes.Source.RedirectRefused, message, hint: "what is written is not sent elsewhere"),
            >= HttpStatusCode.BadRequest => new ComposeException(ErrorCodes.Source.Refused, message, hint: "the registry's own words say why"),
            _ => new ComposeException(ErrorCodes.Source.InvalidAnswer, message),
        };
    }

    private static string Said(byte[] body)
    {
        try
        {
            IEnumerable<string> words = TrustJson.Parse(body, ErrorCodes.Source.InvalidAnswer, MaxBody).Items("errors")
                .Select(each => $"{each.Text("code")}: {each.Text("message")}".Trim(' ', ':'));
            string all = string.Join("; ", words);
            return all.Length == 0 ? string.Empty : $" ({CleanText.Of(all)})";
        }
        catch (ComposeException)
        {
            return string.Empty;
        }
    }
}
