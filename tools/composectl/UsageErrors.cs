using System.CommandLine;
using System.CommandLine.Parsing;

namespace Compose.CommandLine;

/// <summary>What is wrong with a command line, in words. The parser takes an unknown option for an argument; we do not.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        List<string> unknown = [];
        if (!parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash))
        {
            unknown.AddRange(parsed.CommandResult.Tokens
                .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
                .Select(token => $"Unknown option '{token.Value}'."));
        }

        if (unknown.Count > 0)
        {
            return unknown;
        }

        // A word that is no verb also counts as a missing verb: only the first is worth saying.
        string[] messages = [.. parsed.Errors.Select(error => error.Message)];
        return messages.Length > 1 ? messages.Where(message => message != "Required command was not provided.") : messages;
    }
}
