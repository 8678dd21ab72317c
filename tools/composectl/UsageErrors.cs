using System.CommandLine;
using System.CommandLine.Parsing;

namespace Compose.CommandLine;

/// <summary>What is wrong with a command line, in words. The parser takes an unknown option for an argument; we do not.</summary>
internal static class UsageErrors
{
    public static List<string> Of(ParseResult parsed)
    {
        var messages = new List<string>();
        if (!Has(parsed.Tokens, TokenType.DoubleDash))
        {
            foreach (Token token in parsed.CommandResult.Tokens)
            {
                if (token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
                {
                    messages.Add($"Unknown option '{token.Value}'.");
                }
            }
        }

        if (messages.Count > 0)
        {
            return messages;
        }

        foreach (ParseError error in parsed.Errors)
        {
            messages.Add(error.Message);
        }

        // A word that is no verb also counts as a missing verb: only the first is worth saying.
        if (messages.Count > 1)
        {
            messages.Remove("Required command was not provided.");
        }

        return messages;
    }

    private static bool Has(IReadOnlyList<Token> tokens, TokenType type)
    {
        foreach (Token token in tokens)
        {
            if (token.Type == type)
            {
                return true;
            }
        }

        return false;
    }
}
