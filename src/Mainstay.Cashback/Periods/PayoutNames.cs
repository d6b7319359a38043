using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Cashback.Periods;

/// <summary>Names of payouts and orders. They follow from what they name, so that asking again after a crash never makes a second one.</summary>
internal static class PayoutNames
{
    /// <summary>32 characters, fit for a MsgId of pain.001.</summary>
    public static string PayoutOf(CommandId request) => request.ToString();

    /// <summary>32 characters, fit for an EndToEndId; says nothing about the person.</summary>
    public static string OrderOf(string payoutId, string accountId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{payoutId}\u001f{accountId}"))[..16]);
}
