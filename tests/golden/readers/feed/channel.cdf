<CHANNEL HREF="https://old.example/"><TITLE>Old Example</TITLE>
<ITEM HREF="story.htm" LASTMOD="1998-11-05T22:12"><TITLE>Town hall clock stops</TITLE><ABSTRACT>At noon.</ABSTRACT></ITEM>
</CHANNEL>
