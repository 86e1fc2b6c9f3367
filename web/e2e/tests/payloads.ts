/** What a hostile guest writes where a name, a title or a topic belongs. Every `a()` would leave its mark. */

/** Short enough for a name: 24 characters. */
export const shortPayloads = [
  "<img src=x onerror=a()>",
  "<svg onload=a()>",
  "<svg/onload=a()>",
  "<body onload=a()>",
  "<script>a()</script>",
  "\"><script>a()</script>",
  "'><svg onload=a()>",
  "<a href=javascript:a()>",
  "javascript:a()",
  "${a()}",
  "{{a()}}",
  "<%= a() %>",
  "<b onclick=a()>x</b>",
  "<iframe src=//x>",
  "<style>*{color:red}",
  "<input autofocus>",
  "<details open ontoggle>",
  "<marquee>wide</marquee>",
  "&lt;svg onload=a()&gt;",
  "&#60;svg onload=a()>",
  "<math><mtext></mtext>",
  "--><svg onload=a()>",
  "]]><svg onload=a()>",
  "</title><svg onload=a()>",
  "\\\"-a()-\"",
];

/** For titles and topics: 80 characters. */
export const longPayloads = [
  "<img src=x onerror=\"window.marked = 1\">",
  "<img/src/onerror=window.marked=1>",
  "<svg><animate onbegin=window.marked=1 attributeName=x dur=1s>",
  "<video><source onerror=window.marked=1></video>",
  "<audio src onloadstart=window.marked=1>",
  "<details open ontoggle=window.marked=1>",
  "<input onfocus=window.marked=1 autofocus>",
  "<select autofocus onfocus=window.marked=1>",
  "<textarea autofocus onfocus=window.marked=1>",
  "<script src=data:,window.marked=1></script>",
  "<script>fetch('/v1/rooms').then(()=>{window.marked=1})</script>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<base href=//evil.example/>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<iframe srcdoc=\"<script>parent.marked=1</script>\">",
  "<object data=javascript:parent.marked=1>",
  "<embed src=javascript:window.marked=1>",
  "<form action=javascript:window.marked=1><input type=submit autofocus>",
  "<a href=\"javascript:window.marked=1\" autofocus onfocus=click()>go</a>",
  "<math><mi xlink:href=\"javascript:window.marked=1\">x</mi></math>",
  "<svg><use href=\"data:image/svg+xml,<svg id=x onload=window.marked=1>\">",
  "<style>@import '//evil.example/x.css';</style>",
  "<div style=\"background:url(//evil.example/x)\">x</div>",
  "<template><script>window.marked=1</script></template>",
  "<noscript><p title=\"</noscript><img src onerror=window.marked=1>\">",
];

/** Names that claim a role or hide another name. The server may refuse them; the app must not believe them. */
export const impostors = ["Host", "Ηost", "H o s t", "👑 Host", "Moderator", "[mod] Eve", "Ada\u202Ecba", "A\u200Dda", "Аda"];
